"use strict";
/* What a reader can do: lists, sliders, pictures to click, and what the keys do. */

function fillControls() {
  find("method").append(...study.methods.map((method) => new Option(method.name, method.name)));
  fillShow(find("show"), study);
  find("kept").max = study.fractions.length - 1;
  find("scale").style.background = scaleGradient();
  for (const select of document.querySelectorAll(".picker select")) {
    const { factor } = select.dataset;
    const levels = [...new Set(study.models.map((model) => model[factor]))];
    const words = (level) => (factor === "seed" ? `seed ${level}` : level);
    select.append(...levels.map((level) => new Option(words(level), level)));
  }
  for (const [value, words] of Object.entries(MEASURES)) {
    const button = make("button", "", words);
    button.type = "button";
    button.dataset.measure = value;
    button.setAttribute("aria-pressed", value === measure);
    find("measure").append(button);
  }
  const { colour, name } = study.fill;
  find("fill").textContent = `Pixels that are not kept: ${name.replaceAll("-", " ")}${
    colour ? "" : ", marked by stripes here"}.`;
  const { averaged, height, width } = study.size;
  const pixels = `Pictures have ${width} × ${height} pixels`;
  find("fill").textContent += averaged > 1
    ? ` ${pixels}, each the mean of ${averaged} × ${averaged} of the study.` : "";
}

function listen() {
  find("method").onchange = () => choose({ method: find("method").value });
  find("show").onchange = () => chooseShow(find("show").value);
  find("kept").oninput = () => keep(find("kept").valueAsNumber);
  find("opacity").oninput = () => setOpacity(find("opacity").valueAsNumber / 100);
  setOpacity(1);
  find("thumbs").onclick = (event) => {
    const thumb = event.target.closest(".thumb");
    if (thumb) {
      choose({ image: thumb.dataset.image });
    }
  };
  find("swap").onclick = swap;
  find("help-button").onclick = () => find("help").showModal();
  find("measure").onclick = (event) => chooseMeasure(event.target.dataset.measure);
  for (const letter of ["a", "b"]) {
    for (const select of document.querySelectorAll(`.column.${letter} select`)) {
      select.onchange = () => chooseLevel(letter, select.dataset.factor, select.value);
    }
  }
  for (const plate of document.querySelectorAll(".plate")) {
    plate.onpointermove = (event) => pointAt(plate, event);
    plate.onpointerleave = () => pointAt(plate, null);
  }
  listenToKeys({ stepImage, stepPerson, stepKept, stepMethod, stepModel, swap, toggleRelevance });
  addEventListener("hashchange", () => location.hash !== written && readChoice());
  new ResizeObserver(() => view && showCurve()).observe(find("curve"));
}

/* Another level of a factor; the rest of the model stays, where there is such a model. */
function chooseLevel(letter, factor, level) {
  const now = named(study.models, chosen[letter]);
  const next = nearestModel(study, now, factor, (known) => String(known) === level);
  choose({ [letter]: next.name });
}

async function chooseShow(show) {
  await choose({ show });
  if (thumbs.length && !thumbs.includes(chosen.image)) {
    choose({ image: thumbs[0] }, { step: false });
  }
}

function chooseMeasure(value) {
  if (value) {
    measure = value;
    for (const button of find("measure").children) {
      button.setAttribute("aria-pressed", button.dataset.measure === value);
    }
    showCurve();
  }
}

function setOpacity(value) {
  opacity = value;
  find("opacity").value = 100 * value;
  find("opacity-value").textContent = percent(value);
  if (view) {
    paintMaps();
  }
}

const toggleRelevance = () => setOpacity(opacity > 0 ? 0 : 1);
const swap = () => choose({ a: chosen.b, b: chosen.a });
const stepKept = (by) => keep(chosen.kept + by);

/* The name that is some places further in a list, round its end. */
function further(names, name, by) {
  const place = names.indexOf(name);
  return names[place < 0 ? 0 : (place + by + names.length) % names.length];
}

const stepModel = (letter, by) =>
  choose({ [letter]: further(study.models.map(({ name }) => name), chosen[letter], by) });
const stepMethod = (by) =>
  choose({ method: further(study.methods.map(({ name }) => name), chosen.method, by) });
const stepImage = (by) => goTo(further(thumbs, chosen.image, by));

/* The first image of the person before or after. */
function stepPerson(by) {
  const person = (name) => named(study.images, name).identity;
  const people = [...new Set(thumbs.map(person))];
  const next = further(people, person(chosen.image), by);
  goTo(thumbs.find((name) => person(name) === next));
}

async function goTo(image) {
  if (image) {
    const focused = document.activeElement.matches(".thumb");
    await choose({ image });
    if (focused) {
      find("thumbs").querySelector("[aria-checked=true]")?.focus();
    }
  }
}

/* A cross at the same point of all pictures, and their values there. */
function pointAt(plate, event) {
  let pixel = null;
  if (event) {
    const box = plate.getBoundingClientRect();
    const across = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 0.9999);
    const down = Math.min(Math.max((event.clientY - box.top) / box.height, 0), 0.9999);
    find("stage").style.setProperty("--x", `${100 * across}%`);
    find("stage").style.setProperty("--y", `${100 * down}%`);
    pixel = Math.floor(down * study.size.height) * study.size.width
      + Math.floor(across * study.size.width);
  }
  find("stage").classList.toggle("pointed", Boolean(event));
  if (view) {
    writeReadout(find("readout"), study, view, pixel);
  }
}
