// A notary's programme on Node's soap package: asks once, signed by the package's documented options,
// and has xml-crypto judge the reply. Reads its settings as JSON on stdin, writes JSON on stdout.
import { readFileSync } from "node:fs";
import soap from "soap";
import { SignedXml } from "xml-crypto";
import { DOMParser } from "@xmldom/xmldom";

const WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
const WSA = "http://www.w3.org/2005/08/addressing";
const DS = "http://www.w3.org/2000/09/xmldsig#";
const EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";

const settings = JSON.parse(readFileSync(0, "utf8"));

const timestamp =
  `<wsu:Timestamp xmlns:wsu="${WSU}"><wsu:Created>${settings.created}</wsu:Created>` +
  `<wsu:Expires>${settings.expires}</wsu:Expires></wsu:Timestamp>`;

const security = new soap.WSSecurityCert(settings.key, settings.cert, "", {
  hasTimeStamp: false,
  appendElement: timestamp,
  signatureAlgorithm: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
  digestAlgorithm: "http://www.w3.org/2001/04/xmlenc#sha256",
  signatureTransformations: [EXCLUSIVE],
  additionalReferences: ["wsu:Timestamp", "wsa:To", "wsa:Action", "wsa:MessageID"],
  signerOptions: settings.idMode ? { idMode: settings.idMode } : {},
});

const client = await soap.createClientAsync(settings.wsdl, {
  endpoint: settings.endpoint,
  forceSoap12Headers: settings.soap12,
});
client.setSecurity(security);
for (const [name, value] of Object.entries(settings.addressing)) {
  client.addSoapHeader(`<wsa:${name} xmlns:wsa="${WSA}">${value}</wsa:${name}>`);
}

const [result, reply] = await client.GetAnswerAsync({ CaseId: settings.caseId });
process.stdout.write(JSON.stringify({ result, signed: signedParts(reply) }));

// The local names of what the hub's signature covers, when xml-crypto finds it good.
function signedParts(xml) {
  const document = new DOMParser().parseFromString(xml, "text/xml");
  const [signature] = Array.from(document.getElementsByTagNameNS(DS, "Signature"));
  const checker = new SignedXml({ publicCert: settings.hub, getCertFromKeyInfo: () => null });
  checker.loadSignature(signature);
  if (!checker.checkSignature(xml)) throw new Error("the reply's signature is wrong");
  return checker
    .getSignedReferences()
    .map((part) => new DOMParser().parseFromString(part, "text/xml").documentElement.localName);
}
