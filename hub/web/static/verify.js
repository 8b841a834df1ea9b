// Small comforts for browsers that have them; every page works without this file.
"use strict";

const MOST_SILENT_LOOKS_PER_SECOND = 5;

for (const form of document.querySelectorAll("form[data-busy]")) {
  const button = form.querySelector("button[type=submit]");
  const idle = button.textContent;
  form.addEventListener("submit", (event) => {
    if (button.getAttribute("aria-busy") === "true" || !fits(form)) {
      event.preventDefault();
      return;
    }
    button.setAttribute("aria-busy", "true");
    button.textContent = form.dataset.busy;
  });
  addEventListener("pageshow", () => {
    button.removeAttribute("aria-busy");
    button.textContent = idle;
  });
}

// Tells at once that a file is too large, before a gigabyte of it is sent.
function fits(form) {
  const input = form.querySelector("input[type=file]");
  if (!input) return true;
  const size = Array.from(input.files).reduce((sum, file) => sum + file.size, 0);
  const wrong = form.querySelector("[data-wrong]");
  const tooLarge = size > Number(form.dataset.limit);
  wrong.hidden = !tooLarge;
  wrong.textContent = tooLarge ? form.dataset.tooLarge : "";
  return !tooLarge;
}

for (const drop of document.querySelectorAll(".drop")) {
  const input = drop.querySelector("input[type=file]");
  const form = drop.closest("form");
  const chosen = drop.querySelector("[data-chosen]");
  const show = () => {
    chosen.textContent = Array.from(input.files, (file) => file.name).join("، ");
    fits(form);
  };
  for (const hint of drop.querySelectorAll("[data-choose], [data-drop]")) hint.hidden = false;
  drop.classList.add("neat");
  input.addEventListener("change", show);
  addEventListener("pageshow", show);
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  for (const name of ["dragleave", "drop"]) {
    drop.addEventListener(name, () => drop.classList.remove("over"));
  }
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    show();
    if (fits(form)) form.requestSubmit();
  });
}

// A camera reads the code where the browser itself knows how to; no library, no picture leaves it.
async function offerScan(box) {
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  const formats = await BarcodeDetector.getSupportedFormats();
  if (!formats.includes("qr_code")) return;
  const video = box.querySelector("video");
  const start = box.querySelector("[data-start]");
  const stop = box.querySelector("[data-stop]");
  const said = box.querySelector("[data-said]");
  const text = box.closest("form").querySelector("textarea");
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  let stream = null;

  function close() {
    if (stream) for (const track of stream.getTracks()) track.stop();
    stream = null;
    video.hidden = stop.hidden = true;
    start.hidden = false;
    said.textContent = "";
  }

  async function look() {
    if (!stream) return;
    const codes = await detector.detect(video).catch(() => []);
    const found = codes.find((code) => code.rawValue.startsWith("PV1:"));
    if (found) {
      text.value = found.rawValue;
      close();
      text.form.requestSubmit();
      return;
    }
    setTimeout(look, 1000 / MOST_SILENT_LOOKS_PER_SECOND);
  }

  start.addEventListener("click", async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      await video.play();
    } catch {
      close();
      said.textContent = box.dataset.none;
      return;
    }
    start.hidden = true;
    video.hidden = stop.hidden = false;
    said.textContent = said.dataset.look;
    look();
  });
  stop.addEventListener("click", close);
  box.hidden = false;
}

for (const box of document.querySelectorAll("[data-scan]")) offerScan(box);
