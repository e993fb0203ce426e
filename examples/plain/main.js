import "bootstrap/dist/css/bootstrap.css";

const portal = document.querySelector("case-portal");
const said = document.querySelector("#said");

// This page's own server knows who is signed in here, and gets a token for them from the portal.
portal.tokenProvider = async () => {
  const answer = await fetch("/token", { method: "POST" });
  if (!answer.ok) throw new Error(`No token: ${answer.status}`);
  return (await answer.json()).token;
};

// A part of this page's menu goes by the same rights.
portal.addEventListener("access", ({ detail: access }) => {
  document.querySelector("#licenses").hidden = (access?.permissions.license_management ?? "none") === "none";
});
portal.addEventListener("case-submitted", ({ detail }) => (said.textContent = `Case ${detail.number} is on its way.`));
portal.addEventListener("signed-out", () => (said.textContent = "You have signed out."));
portal.addEventListener("error", ({ detail }) => console.info(`support portal: ${detail.kind}: ${detail.message}`));

document.querySelector("#submit").addEventListener("click", () => portal.submitCase({ subject: "The machine is cold" }));
document.querySelector("#leave").addEventListener("click", () => portal.signOut());
