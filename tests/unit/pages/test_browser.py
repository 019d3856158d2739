PAGE = """<!doctype html><title>Page</title>
<button onclick="this.textContent = 'pressed'">press</button>
<button onclick="console.error('broken')">break</button>
<p style="width: 600px">wide</p>"""


def test_a_click_changes_a_page_and_errors_of_its_console_are_seen(browser, tmp_path):
    page = tmp_path / "page.html"
    page.write_text(PAGE)
    browser.open(page, width=400, height=300)
    assert browser.run("return [innerWidth, innerHeight]") == [400, 300]
    assert browser.overflow() > 0
    browser.find("button", "press").click()
    assert browser.find("button", "pressed")
    assert browser.errors() == []
    browser.find("button", "break").click()
    (error,) = browser.errors()
    assert "broken" in error
    browser.open(page, width=1000)
    assert browser.overflow() == 0
    assert browser.errors() == []
