"""What a page must be for who does not see it, or sees it small: asked of the browser itself."""

from playwright.sync_api import Page

_FLAWS = """() => {
  const flaws = [];
  const say = (what, node) => flaws.push(what + ": " + (node.outerHTML || "").slice(0, 120));
  const shown = (node) => node.checkVisibility();
  const html = document.documentElement;
  if (!["fa rtl", "en ltr"].includes(html.lang + " " + html.dir)) say("language", html);
  if (!document.title.trim()) say("title", html);
  for (const name of ["main", "header.head", "footer"])
    if (document.querySelectorAll("body > " + name).length !== 1) say("landmark " + name, html);
  if (document.querySelectorAll("h1").length !== 1) say("one h1", document.body);
  let level = 0;
  for (const node of document.querySelectorAll("h1, h2, h3, h4")) {
    const own = Number(node.tagName[1]);
    if (own > level + 1) say("heading skips a level", node);
    level = own;
  }
  const ids = Array.from(document.querySelectorAll("[id]"), (node) => node.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) say("id twice " + id, html);
  for (const node of document.querySelectorAll("[aria-labelledby], [aria-describedby]"))
    for (const name of ["aria-labelledby", "aria-describedby"])
      for (const id of (node.getAttribute(name) || "").split(" ").filter(Boolean))
        if (!document.getElementById(id)) say("no such id " + id, node);
  for (const node of document.querySelectorAll("input:not([type=hidden]), textarea"))
    if (!Array.from(node.labels).some((label) => label.textContent.trim())) say("no label", node);
  for (const node of document.querySelectorAll("button, a, summary"))
    if (shown(node) && !node.textContent.trim()) say("no name", node);
  for (const node of document.querySelectorAll("svg"))
    if (node.getAttribute("aria-hidden") !== "true") say("picture without a word", node);
  for (const node of document.querySelectorAll("[tabindex]"))
    if (node.tabIndex > 0) say("order of its own", node);
  if (html.scrollWidth > html.clientWidth) say("wider than the window", html);
  return flaws;
}"""

_CONTRASTS = """() => {
  const numbers = (color) => color.match(/[0-9.]+/g).map(Number);
  const curve = (part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  const linear = (part) => curve(part / 255);
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const found = numbers(getComputedStyle(node).backgroundColor);
      if (found.length < 4 || found[3] === 1) return found;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = Array.from(node.childNodes).some((one) => one.nodeType === 3 && one.data.trim());
    if (!own || !node.checkVisibility() || node.closest("video")) continue;
    const [one, other] = [light(numbers(getComputedStyle(node).color)), light(ground(node))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) faint.push(ratio.toFixed(2) + ": " + node.textContent.trim().slice(0, 60));
  }
  return faint;
}"""


def flaws(page: Page) -> list[str]:
    """Return what stands in the way of a screen reader or a small screen (WCAG 2.2, level A)."""
    found: list[str] = page.evaluate(_FLAWS)
    return found


def faint(page: Page) -> list[str]:
    """Return the texts whose contrast is below 4.5 to 1 (WCAG 2.2, 1.4.3)."""
    found: list[str] = page.evaluate(_CONTRASTS)
    return found
