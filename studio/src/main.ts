// The page begins here: unlock, read the texts and the files, and build.
import { ask, Refusal, unlock } from "./api";
import { el, fill } from "./dom";
import { Page, type Opened } from "./page";
import { LANGUAGES, speak, text, type Language } from "./texts";
import type { View } from "./view";
import { view as consequence } from "./views/consequence";
import { view as flow } from "./views/flow";
import { view as matrix } from "./views/matrix";
import { view as suggestions } from "./views/suggestions";
import { view as trial } from "./views/trial";

/** The tabs, in the order shown. */
const VIEWS: View[] = [trial, matrix, flow, consequence, suggestions];

const LOCKED =
  "Siden er låst. Åpne adressen som «lmrules studio» skrev i terminalen; den virker én gang. / " +
  "Sida er låst. Opne adressa som «lmrules studio» skreiv i terminalen; ho verkar éin gong. / " +
  "The page is locked. Open the address that “lmrules studio” printed in the terminal; it works once.";

async function begin(): Promise<void> {
  if (!(await unlock())) throw new Refusal(LOCKED, 401);
  const remembered = LANGUAGES.find((language) => language === localStorage.getItem("lmrules-studio-language"));
  const opened: Opened = await ask("open", { lang: remembered ?? "nb" });
  await speak(remembered ?? (opened.speaks as Language));
  await new Page(opened, VIEWS).begin();
}

begin().catch((error: unknown) => {
  const message = error instanceof Refusal && error.status !== 401 ? error.message : LOCKED;
  fill(document.body, el("main", { class: "locked" }, el("h1", {}, "lmrules studio"), el("p", {}, message || text("shell.gone"))));
  if (!(error instanceof Refusal)) throw error;
});
