// Runs lmrules beside the page, so that typing never waits for it. Everything it loads lies beside this file.

const here = new URL(".", import.meta.url);

async function bytes(name) {
  const response = await fetch(new URL(name, here));
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return response.arrayBuffer();
}

async function start() {
  const { loadPyodide } = await import(new URL("pyodide/pyodide.mjs", here).href);
  const python = await loadPyodide({ indexURL: new URL("pyodide/", here).href });
  const wheels = JSON.parse(new TextDecoder().decode(await bytes("wheels/list.json")));
  for (const wheel of wheels) python.unpackArchive(await bytes(`wheels/${wheel}`), "wheel");
  python.FS.writeFile("answering.py", new Uint8Array(await bytes("answering.py")));
  return python.pyimport("answering");
}

const started = start();
started.then(
  () => postMessage({ ready: true }),
  (error) => postMessage({ failed: String(error.message ?? error) }),
);

addEventListener("message", async ({ data }) => {
  const module = await started;
  try {
    postMessage({ id: data.id, answer: JSON.parse(module.answer(JSON.stringify(data.question))) });
  } catch (error) {
    // The kind alone: the text of an exception may repeat what somebody typed.
    postMessage({ id: data.id, crashed: error.type ?? error.name });
  }
});
