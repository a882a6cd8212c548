"""How soon a slider's picture follows the key, as shares of one display frame.

Frames that have arrived only have to be put into the page and drawn. The time runs from the key, as
the browser stamps it, until the new picture is drawn: with the wait for the screen's next beat, and
without it, which is the work alone.
"""

from statistics import median

from playwright.sync_api import sync_playwright
from site_under_test import ARGUMENTS, Visit, find_browser, pages, served

FRAME = 1000 / 60  # milliseconds
PRESSES = 12
# Each press leaves [work, drawn]: milliseconds until the picture is laid out, and until it is seen.
MEASURE = """slider => {
  window.spent = [];
  const stage = slider.closest(".dl-widget").querySelector(".dl-stage");
  let began;
  slider.addEventListener("keydown", (event) => { began = event.timeStamp; });
  new MutationObserver(() => {
    stage.getBoundingClientRect();
    const work = performance.now() - began;
    requestAnimationFrame(() => {
      const drawn = new MessageChannel();
      drawn.port1.onmessage = () => spent.push([work, performance.now() - began]);
      drawn.port2.postMessage(0);
    });
  }).observe(stage, { childList: true });
}"""


def measure(visit):
    """[work, drawn] of some presses on the page's first slider, its frames having arrived."""
    slider = visit.page.locator(".dl-widget input[type=range]").first
    slider.focus()
    slider.press("Home")
    visit.page.wait_for_timeout(1000)  # the frames come when the slider is near or first moved
    slider.evaluate(MEASURE)
    for n in range(PRESSES):
        slider.press(["ArrowRight", "ArrowLeft"][n % 2])
        visit.until(f"() => spent.length > {n}")
    return visit.page.evaluate("spent")


def main():
    """Print a line for each page with a slider."""
    if not find_browser():
        print("The rows of the sliders are left out: no Chromium was found.")
        return
    print(f"{'From key to picture, of a frame of 1/60 s':49} {'':32} {'work':>8} {'drawn':>13}")
    with sync_playwright() as playwright, served() as http:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        for page in pages():
            with Visit(browser, http + page) as visit:
                if visit.page.locator(".dl-widget input[type=range]").count():
                    spent = zip(*measure(visit), strict=True)
                    work, drawn = (median(times) / FRAME for times in spent)
                    line = f"{page:49} {'its first slider':32} {work:8.2f} {drawn:13.2f}"
                    print(line, flush=True)
        browser.close()


if __name__ == "__main__":
    main()
