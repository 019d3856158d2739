"use strict";
/* What is chosen, and how the address of the page says it. */

const FIRST_KEPT = 0.1; // nearest fraction of the study at the first view

let written = null; // by the page itself; any other address was chosen by the reader

/* What a study shows at first: two models that differ in pretraining alone, if there are such. */
function chooseFirst(study) {
  const [first] = study.models;
  const second = nearestModel(study, first, "pretraining", (level) => level !== first.pretraining)
    ?? study.models[1] ?? first;
  const methods = study.methods.map((method) => method.name);
  return {
    image: study.images.find((image) => image.tasks.includes(first.task)).name,
    a: first.name,
    b: second.name,
    method: study.methods.find((method) => method.masks)?.name ?? methods[0],
    kept: nearestStep(study, FIRST_KEPT),
    show: "all",
  };
}

/* Model with another level of one factor that shares the most with a model; undefined if none. */
function nearestModel(study, model, factor, wanted) {
  const others = ["pretraining", "task", "seed"].filter((name) => name !== factor);
  const alike = (other) => others.filter((name) => other[name] === model[name]).length;
  return study.models
    .filter((other) => wanted(other[factor]))
    .sort((one, two) => alike(two) - alike(one))[0];
}

/* Index of the fraction of the study nearest to a number. */
function nearestStep(study, fraction) {
  const gaps = study.fractions.map((known) => Math.abs(known - fraction));
  return gaps.indexOf(Math.min(...gaps));
}

/* What the address asks for, and a sentence on each thing that the study does not have. */
function readAddress(study) {
  const asked = new URLSearchParams(location.hash.slice(1));
  const chosen = chooseFirst(study);
  const unknown = [];
  const known = { image: study.images, a: study.models, b: study.models, method: study.methods };
  for (const [key, list] of Object.entries(known)) {
    const value = asked.get(key);
    if (value !== null && list.some((item) => item.name === value)) {
      chosen[key] = value;
    } else if (value !== null) {
      const kind = { a: "model", b: "model" }[key] ?? key;
      unknown.push(`The address names the ${kind} “${value}”, which the atlas does not have.`);
    }
  }
  const fraction = Number.parseFloat(asked.get("kept"));
  if (Number.isFinite(fraction)) {
    chosen.kept = nearestStep(study, fraction);
  }
  chosen.show = asked.get("show") ?? chosen.show;
  return { chosen, unknown };
}

/* Put what is chosen into the address: as a step that Back undoes, or in place of the present. */
function writeAddress(study, chosen, step) {
  const parts = { ...chosen, kept: study.fractions[chosen.kept] };
  if (parts.show === "all") {
    delete parts.show;
  }
  const hash = "#" + Object.entries(parts)
    .map(([key, value]) => `${key}=${encodeURIComponent(value).replaceAll("%2F", "/")}`)
    .join("&");
  if (hash !== written) {
    if (step) {
      location.hash = hash;
    } else {
      location.replace(hash);
    }
    written = location.hash;
  }
}
