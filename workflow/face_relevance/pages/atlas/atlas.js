"use strict";
/* Puts the page together: what is chosen is in `chosen`, what is seen follows from it. */

const find = (id) => document.getElementById(id);
const FACTORS = ["pretraining", "task", "seed"];

let study = null;
let chosen = null;
let view = null; // what was loaded for the choice: image, face, and the sides a and b
let opacity = 1;
let measure = "probability";
let turn = 0; // loading may end out of turn; only the last choice is shown

const named = (list, name) => list.find((item) => item.name === name);

async function start() {
  try {
    study = await load("study.js");
  } catch {
    document.querySelector(".desk").hidden = true;
    say(["study.js"]);
    return;
  }
  document.title = `${study.title} · Atlas of relevance`;
  find("title").textContent = study.title;
  find("simulated").hidden = !study.simulated;
  document.documentElement.style.setProperty(
    "--aspect", `${study.size.width} / ${study.size.height}`,
  );
  fillControls();
  listen();
  await readChoice();
}

/* Show what the address says. */
async function readChoice() {
  const { chosen: asked, unknown } = readAddress(study);
  await choose(asked, { step: false });
  if (unknown.length) {
    find("message").textContent = unknown.join(" ");
    find("message").hidden = false;
  }
}

/* Choose something else; a step is one that Back undoes. */
async function choose(change, { step = true } = {}) {
  chosen = { ...(chosen ?? {}), ...change };
  const model = named(study.models, chosen.a);
  if (!named(study.images, chosen.image).tasks.includes(model.task)) {
    // With planted cues each task has images of its own.
    chosen.image = study.images.find((image) => image.tasks.includes(model.task)).name;
  }
  showChoice();
  writeAddress(study, chosen, step);
  find("stage").ariaBusy = "true";
  turn += 1;
  const mine = turn;
  const loaded = await loadView();
  if (mine === turn) {
    view = loaded;
    showView();
    find("stage").ariaBusy = "false";
    performance.mark("view");
  }
}

async function loadView() {
  const image = named(study.images, chosen.image);
  const path = `images/${image.chunk}.js`;
  const [sprite, a, b] = await Promise.all([
    loadSprite(path).catch(() => null),
    ...["a", "b"].map((letter) =>
      loadSide(study, named(study.models, chosen[letter]), chosen.method, image)),
  ]);
  const missing = [...(sprite ? [] : [path]), ...a.missing, ...b.missing];
  const face = sprite && readCell(sprite, study, image.place);
  return { image, face, a, b, missing: [...new Set(missing)] };
}

function say(missing) {
  const [first, ...more] = missing;
  find("message").hidden = !missing.length;
  find("message").textContent = missing.length
    ? `${first} ${more.length ? `and ${more.length} more files are` : "is"} missing or damaged. `
      + "Copy the folder of the atlas as a whole, or remove it and run the study again."
    : "";
}

/* Everything that needs no file. */
function showChoice() {
  find("method").value = chosen.method;
  find("show").value = chosen.show;
  if (find("show").selectedIndex < 0) {
    chosen.show = find("show").value = "all";
  }
  const method = named(study.methods, chosen.method);
  find("method-words").textContent = method.words;
  const failed = study.stamps[chosen.method] ?? [];
  find("stamp").hidden = !failed.length;
  find("stamp").replaceChildren(
    make("strong", "", "Artifact audit failed:"), ` ${failed.join(", ")}`,
  );
  find("kept").value = chosen.kept;
  find("kept-value").textContent = percent(study.fractions[chosen.kept]);
  find("kept").setAttribute("aria-valuetext", `${find("kept-value").textContent} of the pixels`);
  for (const letter of ["a", "b"]) {
    const model = named(study.models, chosen[letter]);
    const column = document.querySelector(`.column.${letter}`);
    for (const select of column.querySelectorAll("select")) {
      select.value = model[select.dataset.factor];
    }
    const { colour } = named(study.pretrainings, model.pretraining);
    column.querySelector("select").style.borderLeftColor = colour;
  }
}

/* Everything that was loaded. */
function showView() {
  const { image, a, b } = view;
  say(view.missing);
  find("image-name").textContent = image.name;
  const labels = Object.entries(image.labels).filter(([, label]) => label !== image.identity);
  find("image-labels").textContent =
    [["identity", image.identity], ...labels].map((pair) => pair.join(": ")).join(" · ");
  for (const [letter, side] of Object.entries({ a, b })) {
    const column = document.querySelector(`.column.${letter}`);
    column.classList.toggle("unasked", !side.here);
    writeDecision(column.querySelector(".decision"), column.querySelector(".accuracy"), side);
    drawClasses(column.querySelector(".classes"), side);
  }
  writeCorrelation(find("correlation"), a, b);
  updateGallery(find("thumbs"), study, chosen, a, b);
  find("parts-figure").hidden = !study.parts;
  if (study.parts) {
    drawParts(find("parts"), study, chosen, image, a, b);
  }
  writeReadout(find("readout"), study, view, null);
  paintMaps();
  paintKept();
  const said = ["a", "b"].map((letter) => `${letter.toUpperCase()}, ${
    nameModel(view[letter].model)}, decides ${view[letter].here?.decision ?? "nothing"}`);
  find("live").textContent = `${image.name}. ${said.join(". ")}. ${chosen.method}.`;
}

function paintMaps() {
  const { image, face, a, b } = view;
  paint(find("face"), study, face && ((pixel, channel) => face[4 * pixel + channel]));
  find("face").setAttribute("aria-label", `Image ${image.name}`);
  for (const [letter, side] of Object.entries({ a, b })) {
    const canvas = find(`map-${letter}`);
    paint(canvas, study, face && side.map && overlay(face, side.map.values, opacity));
    canvas.setAttribute("aria-label", side.map && side.here
      ? `Relevance for ${side.here.target} to model ${letter.toUpperCase()}, ${
        nameModel(side.model)}` : "No map");
    const largest = side.here?.largest[chosen.method];
    canvas.closest("figure").lastElementChild.textContent =
      largest === undefined ? "No map" : `Relevance, ±1 = ${Number(largest.toPrecision(2))}`;
  }
  const both = face && a.map && b.map;
  const change = both && subtract(a.map.values, b.map.values);
  paint(find("difference"), study, both && overlay(face, change, opacity, [MORE_B, MORE_A]));
  find("difference").setAttribute("aria-label", "Difference of the maps of A and B");
}

/* What depends on the kept fraction. */
function paintKept() {
  const { face, a, b } = view;
  const step = chosen.kept;
  for (const [letter, side] of Object.entries({ a, b })) {
    const canvas = find(`kept-${letter}`);
    paint(canvas, study, face && side.map && keepPixels(face, side.map.steps, step, study));
    canvas.setAttribute("aria-label",
      `${percent(study.fractions[step])} of the pixels, most relevant to ${letter.toUpperCase()}`);
    canvas.closest("figure").lastElementChild.replaceChildren(...describeKept(side, step));
  }
  const both = face && a.map && b.map;
  paint(find("overlap"), study, both && overlapPixels(face, a.map.steps, b.map.steps, step));
  find("overlap").setAttribute("aria-label", "Pixels that A, B or both keep");
  writeShared(find("shared"), study, a, b, step);
  showCurve();
}

function describeKept(side, step) {
  if (!side.map) {
    return [];
  }
  const kept = `${percent(study.fractions[step])} kept`;
  const curve = side.here?.curve;
  if (!curve || !named(study.methods, chosen.method).masks) {
    return [kept];
  }
  const probability = curve.probability[step].toFixed(2);
  return [`${kept}: ${side.here.decision} ${probability} `,
    curve.agreement[step] ? "✓" : make("span", "wrong-mark", "✗ decides otherwise")];
}

function showCurve() {
  find("curve-figure").hidden = !(view.a.facts?.curve || view.b.facts?.curve);
  const follow = (step) => step !== chosen.kept && keep(step);
  drawCurve(find("curve"), study, view, chosen.kept, measure, follow);
  writeCurveValues(find("curve-values"), study, view, chosen.kept, measure);
  find("curve-note").textContent = explainCurve(study, view, chosen.method);
}

/* Keep another fraction. Nothing has to be loaded, and Back would be in the way. */
function keep(step) {
  chosen.kept = Math.min(Math.max(step, 0), study.fractions.length - 1);
  writeAddress(study, chosen, false);
  showChoice();
  if (view) {
    paintKept();
  }
}

start();
