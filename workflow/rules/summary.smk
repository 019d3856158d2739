# Requires the config; makes nothing. Says first what the study will take, and last what to open or
# which log to read.
import shutil

from face_relevance.study.messages import say_failed, say_finished
from face_relevance.workload.summary import DiskError, estimate_workload, require_disk, summarise
from face_relevance.workload.work import take_off_finished

RESULTS = f"results/{config['study']}"
DISK = "results" if Path("results").is_dir() else "."
AGAIN = ["snakemake --rerun-incomplete with the same options"]
# Only studies of the project have a name that make knows.
if config["study"] == "rendered" or Path(f"config/studies/{config['study']}.yaml").is_file():
    AGAIN = [f"make run STUDY={config['study']}", *AGAIN]


if workflow.is_main_process:
    WHOLE = estimate_workload(config, KIND, PICTURES_FOUND, PEOPLE_FOUND)
    LEFT = WHOLE._replace(works=take_off_finished(WHOLE.works, f"{RESULTS}/benchmarks"))
    FREE_MEGABYTES = shutil.disk_usage(DISK).free / 1e6
    USED_CORES = workflow.resource_settings.cores or os.cpu_count()
    print(summarise(config, WHOLE, LEFT, USED_CORES, FREE_MEGABYTES), file=sys.stderr)


# Only before real work: a dry run may be on another machine than the one that will do it.
onstart:
    try:
        require_disk(config["study"], LEFT, FREE_MEGABYTES)
    except DiskError as error:
        raise WorkflowError(str(error)) from None


onsuccess:
    print(say_finished(RESULTS), file=sys.stderr)


onerror:
    print(
        say_failed(
            # Snakemake has a list of logs.
            next(iter(log), ""),
            AGAIN,
        ),
        file=sys.stderr,
    )
