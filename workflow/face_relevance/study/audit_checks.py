"""What a schema cannot say about the audit of artifacts."""

from collections.abc import Mapping

from face_relevance.study.errors import ConfigError


def check_audit(config: Mapping) -> None:
    """Check that thresholds and ring of a study of any kind make sense.

    Parameters
    ----------
    config : mapping
        Completed.

    Raises
    ------
    ConfigError
        If an audit would fail before it warns, or the ring leaves nothing of an image.
    """
    for audit, limits in config["audit"]["thresholds"].items():
        if limits["warn"] > limits["fail"]:
            raise ConfigError(
                f"config, audit.thresholds.{audit}: fails from {limits['fail']} on, before it "
                f"warns ({limits['warn']}); 'warn' must not be above 'fail'"
            )
    ring, size = config["audit"]["ring"], config.get("images", {}).get("size")
    if size is not None and 2 * ring >= size:
        raise ConfigError(
            f"config, audit.ring: a border of {ring} px leaves nothing of images of {size} px"
        )
