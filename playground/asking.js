// One question at a time to the worker; of those that wait, only the last of each kind is asked.

const SLOW = 8000;
// From a blob, so that the worker has the page's own policy: it too may load nothing from elsewhere.
const SOURCE = `import ${JSON.stringify(new URL("worker.js", import.meta.url).href)};`;

export class Asking {
  constructor(tell) {
    this.tell = tell;
    this.number = 0;
    this.waiting = new Map();
    this.current = null;
    this.begin();
  }

  begin() {
    const address = URL.createObjectURL(new Blob([SOURCE], { type: "text/javascript" }));
    this.worker = new Worker(address, { type: "module" });
    this.isReady = false;
    this.worker.addEventListener("message", ({ data }) => this.hear(data));
    this.worker.addEventListener("error", () => this.fail("Klarte ikke å starte lmrules i denne nettleseren."));
  }

  // What lmrules answers; null for a question that a later one of its kind made needless.
  ask(kind, given) {
    return new Promise((resolve) => {
      this.waiting.get(kind)?.resolve(null);
      this.waiting.set(kind, { question: { kind, given }, resolve });
      this.next();
    });
  }

  next() {
    if (this.current || !this.isReady) return;
    const [first] = this.waiting;
    if (!first) {
      this.tell.idle();
      return;
    }
    this.waiting.delete(first[0]);
    this.current = { id: ++this.number, ...first[1] };
    this.tell.busy();
    this.timer = setTimeout(() => this.tell.slow(() => this.stop()), SLOW);
    this.worker.postMessage({ id: this.current.id, question: this.current.question });
  }

  hear(data) {
    if (data.ready) {
      this.isReady = true;
      this.tell.ready();
    } else if (data.failed) {
      this.fail(`Klarte ikke å hente lmrules: ${data.failed}`);
      return;
    } else {
      this.end(data.answer ?? null);
      if (data.crashed) {
        this.tell.failed(`Dette er en feil i lmrules, ikke i det du skrev (${data.crashed}).`);
        return;
      }
    }
    this.next();
  }

  end(answer) {
    clearTimeout(this.timer);
    this.current?.resolve(answer);
    this.current = null;
  }

  stop() {
    this.worker.terminate();
    for (const { resolve } of this.waiting.values()) resolve(null);
    this.waiting.clear();
    this.end(null);
    this.tell.failed("Stoppet. Starter lmrules på nytt …");
    this.begin();
  }

  fail(why) {
    this.end(null);
    this.tell.failed(why);
  }
}
