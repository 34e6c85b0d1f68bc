/** The form of submissions: works without this script, and with it counts, saves, suggests and shows as one types. */
import { bringToNotice } from "./noticing.js";
import { Autosaving } from "./submit/autosaving.js";
import { wireCounters } from "./submit/counting.js";
import { wireCard } from "./submit/echoing.js";
import { wireLeaving } from "./submit/leaving.js";
import { wireLinks } from "./submit/linking.js";
import { wireMending } from "./submit/mending.js";
import { wirePlaces } from "./submit/placing.js";
import { wireResembling } from "./submit/resembling.js";

bringToNotice();
wireLinks();
wireLeaving();
wireMending();

const form = document.querySelector("form.questions");
if (form) {
  wireCounters(form);
  wirePlaces(form);
  wireResembling(form, document.querySelector(".alike"));
  wireCard(form, document.querySelector("[data-card]"));
  if ("autosave" in form.dataset) new Autosaving(form);
}
