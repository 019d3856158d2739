"use strict";
/* Loads the files of the study when they are needed.

A page that was opened from disk may not fetch files, but it may add script elements. So each file
of data is a script that calls a function of `atlas`; face_relevance/pages/atlas/__init__.py says
what it hands over. */

const atlas = {
  study: (facts) => arrived.set("study.js", facts),
  images: (chunk, uri) => arrived.set(`images/${chunk}.js`, uri),
  model: (model, facts) => arrived.set(`models/${model}.js`, facts),
  maps: (model, method, chunk, uri) => arrived.set(`maps/${model}/${method}-${chunk}.js`, uri),
};
const arrived = new Map();
const requests = new Map();
const sprites = new Map();
const MOST_SPRITES = 40; // decoded at once; those looked at longest ago go first

/* Promise of what the file hands to `atlas`. A file that failed is tried again the next time. */
function load(path) {
  if (!requests.has(path)) {
    requests.set(path, new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = path.split("/").map(encodeURIComponent).join("/");
      const finish = () => {
        script.remove();
        if (arrived.has(path)) {
          resolve(arrived.get(path));
        } else {
          requests.delete(path);
          reject(new Error(path));
        }
      };
      script.onload = script.onerror = finish;
      document.head.append(script);
    }));
  }
  return requests.get(path);
}

/* Promise of a sprite as a canvas context, from which cells can be read. */
function loadSprite(path) {
  const known = sprites.get(path);
  sprites.delete(path);
  const sprite = known ?? load(path).then((uri) => decode(path, uri));
  sprites.set(path, sprite);
  sprite.catch(() => sprites.delete(path));
  if (sprites.size > MOST_SPRITES) {
    sprites.delete(sprites.keys().next().value);
  }
  return sprite;
}

async function decode(path, uri) {
  const picture = new Image();
  picture.src = uri;
  try {
    await picture.decode();
  } catch {
    throw new Error(path);
  } finally {
    arrived.delete(path); // the text is long; the file can be read again
    requests.delete(path);
  }
  const canvas = document.createElement("canvas");
  canvas.width = picture.width;
  canvas.height = picture.height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(picture, 0, 0);
  return context;
}

/* Pixels of one picture of a sprite, four bytes each. */
function readCell(sprite, study, place) {
  const { height, width } = study.size;
  const column = place % study.columns;
  const row = Math.floor(place / study.columns);
  return sprite.getImageData(column * width, row * height, width, height).data;
}

/* What one model says about an image; `map` and `facts` are null where they are not known, and
`missing` lists the files that could not be read. */
async function loadSide(study, model, method, image) {
  const side = { model, facts: null, here: null, map: null, missing: [] };
  const note = (error) => { side.missing.push(error.message); };
  side.explains = image.tasks.includes(model.task);
  const sprite = side.explains && model.methods.includes(method)
    ? loadSprite(`maps/${model.name}/${method}-${image.chunk}.js`).catch(note)
    : null;
  side.facts = await load(`models/${model.name}.js`).catch(note) ?? null;
  side.here = side.facts?.images[image.name] ?? null;
  const cells = await sprite;
  if (cells) {
    const bytes = readCell(cells, study, image.place);
    const count = bytes.length / 4;
    const values = new Float32Array(count);
    const steps = new Uint8Array(count);
    for (let pixel = 0; pixel < count; pixel += 1) {
      values[pixel] = (bytes[4 * pixel] - 128) / 127;
      steps[pixel] = bytes[4 * pixel + 1];
    }
    side.map = { values, steps };
  }
  return side;
}
