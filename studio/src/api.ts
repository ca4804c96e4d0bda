// Talk with the server: unlock the page with the one-time token, then ask with the session's key.

/** What the server would not do, or that it is not there; the message is for the person. */
export class Refusal extends Error {
  constructor(
    message: string,
    /** The HTTP status; 0 where there was no answer. */
    readonly status: number,
  ) {
    super(message);
  }
}

const KEY = "lmrules-studio-key";

/** Exchange the token in the address for the key; false where the page stays locked. */
export async function unlock(): Promise<boolean> {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token) {
    history.replaceState(null, "", location.pathname);
    const answer = await fetch("/api/session", request(JSON.stringify({ token })));
    if (answer.ok) localStorage.setItem(KEY, (await answer.json()).key);
  }
  return localStorage.getItem(KEY) !== null;
}

/** Ask `POST /api/<name>`; a `File` among the values is uploaded. */
export async function ask(name: string, body: object): Promise<any> {
  let answer: Response;
  try {
    answer = await fetch(`/api/${name}`, request(encoded(body)));
  } catch {
    throw new Refusal("", 0);
  }
  const value = await answer.json().catch(() => ({}));
  if (!answer.ok || value.refused !== undefined) throw new Refusal(value.refused ?? "", answer.status);
  return value;
}

function request(body: string | FormData): RequestInit {
  const headers: Record<string, string> = { Authorization: `Bearer ${localStorage.getItem(KEY) ?? ""}` };
  if (typeof body === "string") headers["Content-Type"] = "application/json";
  return { method: "POST", headers, body, cache: "no-store", redirect: "error" };
}

function encoded(body: object): string | FormData {
  const files = Object.entries(body).filter((entry): entry is [string, File] => entry[1] instanceof File);
  if (!files.length) return JSON.stringify(body);
  const form = new FormData();
  form.append("payload", JSON.stringify({ ...body, ...Object.fromEntries(files.map(([name]) => [name, undefined])) }));
  for (const [name, file] of files) form.append(name, file);
  return form;
}
