"""Pages as people see them: opened from disk in Chromium, without a window."""

import shutil
from pathlib import Path

import numpy as np
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

PROGRAMS = ("chromium", "chromedriver")


class Browser:
    """One Chromium; `driver` is the WebDriver of selenium for all that has no name here."""

    def __init__(self):
        chromium, chromedriver = map(shutil.which, PROGRAMS)
        options = webdriver.ChromeOptions()
        options.binary_location = chromium
        for argument in ("headless", "no-sandbox", "disable-gpu", "disable-dev-shm-usage"):
            options.add_argument(f"--{argument}")
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        # With both paths given selenium looks for nothing on the network.
        service = webdriver.ChromeService(chromedriver)
        self.driver = webdriver.Chrome(options=options, service=service)

    def open(self, page: Path, width: int = 1000, height: int = 700, fragment: str = "") -> None:
        """Load a file afresh in a view of so many pixels; messages of earlier pages are dropped."""
        self.resize(width, height)
        self.driver.get("about:blank")
        self.driver.get_log("browser")
        self.driver.get(Path(page).resolve().as_uri() + fragment)

    def resize(self, width: int, height: int) -> None:
        """Set the size of the view; a window itself is never narrower than 500 pixels."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def all(self, selector: str) -> list:
        """All elements of a CSS selector."""
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def find(self, selector: str, text: str = "", seconds: float = 5):
        """Wait for the first visible element of a CSS selector whose text contains some words."""

        def search(driver):
            found = (e for e in self.all(selector) if e.is_displayed() and text in e.text)
            return next(found, None)

        message = f"No {selector} with {text!r} is seen on {self.driver.title}"
        return WebDriverWait(self.driver, seconds, poll_frequency=0.05).until(search, message)

    def run(self, script: str, *arguments):
        """Run JavaScript in the page; what it returns."""
        return self.driver.execute_script(script, *arguments)

    def pixels(self, canvas: str) -> np.ndarray:
        """What the canvas of a name shows, (y, x, 3) uint8."""
        script = """
            const canvas = document.getElementById(arguments[0]);
            const { width, height } = canvas;
            const shown = canvas.getContext("2d").getImageData(0, 0, width, height);
            return [height, width, [...shown.data]];
        """
        height, width, values = self.run(script, canvas)
        return np.array(values, np.uint8).reshape(height, width, 4)[..., :3]

    def overflow(self) -> int:
        """Pixels by which the page is wider than the view; 0: nobody has to scroll sideways."""
        root = "document.documentElement"
        return self.run(f"return {root}.scrollWidth - {root}.clientWidth")

    def errors(self) -> list[str]:
        """Errors that the console has shown since the page was opened or since the last call."""
        log = self.driver.get_log("browser")
        return [entry["message"] for entry in log if entry["level"] == "SEVERE"]

    def screenshot(self, path: Path) -> Path:
        """Save what the view shows as PNG."""
        self.driver.save_screenshot(str(path))
        return path
