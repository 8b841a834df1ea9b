import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonCertificateSource;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.CRLToken;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.spi.x509.revocation.ocsp.ExternalResourcesOCSPSource;
import eu.europa.esig.dss.spi.x509.revocation.ocsp.OCSPToken;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Validates signed documents with DSS and no network.
 *
 * <p>Each line of standard input is an instant, a folder and a document, with tabs between; each line
 * of standard output is a JSON object for it, in the same order. The folder holds the trust anchors
 * (*.anchor) and what is known beside the document (*.cer, *.crl, *.ocsp), all in DER. The policy is
 * the one DSS comes with.
 */
public final class Judge {

  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] asked = line.split("\t");
      out.println(verdict(Instant.parse(asked[0]), new File(asked[1]), new File(asked[2])));
    }
  }

  private static String verdict(Instant at, File known, File document) {
    try {
      return verdict(document.getPath(), validate(at, known, document));
    } catch (RuntimeException refused) {
      return object(
          List.of(field("file", document.getPath()), field("refused", refused.toString())));
    }
  }

  private static Reports validate(Instant at, File known, File document) {
    SignedDocumentValidator validator =
        SignedDocumentValidator.fromDocument(new FileDocument(document));
    validator.setCertificateVerifier(verifier(known));
    validator.setValidationTime(Date.from(at));
    return validator.validateDocument();
  }

  private static CommonCertificateVerifier verifier(File known) {
    CommonTrustedCertificateSource anchors = new CommonTrustedCertificateSource();
    for (FileDocument one : files(known, ".anchor")) {
      anchors.addCertificate(DSSUtils.loadCertificate(one.getFile()));
    }
    CommonCertificateSource others = new CommonCertificateSource();
    for (FileDocument one : files(known, ".cer")) {
      others.addCertificate(DSSUtils.loadCertificate(one.getFile()));
    }
    ExternalResourcesCRLSource lists = new ExternalResourcesCRLSource(files(known, ".crl"));
    ExternalResourcesOCSPSource answers = new ExternalResourcesOCSPSource(files(known, ".ocsp"));
    CommonCertificateVerifier verifier = new CommonCertificateVerifier();
    verifier.setTrustedCertSources(anchors);
    verifier.setAdjunctCertSources(others);
    verifier.setAIASource(null);
    verifier.setCrlSource(
        (CertificateToken holder, CertificateToken issuer) ->
            (CRLToken) first(lists.getRevocationTokens(holder, issuer)));
    verifier.setOcspSource(
        (CertificateToken holder, CertificateToken issuer) ->
            (OCSPToken) first(answers.getRevocationTokens(holder, issuer)));
    return verifier;
  }

  private static FileDocument[] files(File folder, String suffix) {
    File[] found = folder.listFiles((in, name) -> name.endsWith(suffix));
    return Arrays.stream(found).sorted().map(FileDocument::new).toArray(FileDocument[]::new);
  }

  private static <T> T first(List<T> some) {
    return some.isEmpty() ? null : some.get(0);
  }

  private static String verdict(String file, Reports reports) {
    SimpleReport simple = reports.getSimpleReport();
    List<String> fields = new ArrayList<>();
    fields.add(field("file", file));
    fields.add(field("signatures", Integer.toString(simple.getSignaturesCount())));
    String id = simple.getFirstSignatureId();
    if (id != null) {
      fields.add(field("indication", simple.getIndication(id)));
      fields.add(field("sub_indication", simple.getSubIndication(id)));
      fields.add(field("level", simple.getSignatureFormat(id)));
      fields.add(field("best_time", instant(simple.getBestSignatureTime(id))));
      fields.add(list("errors", values(simple.getAdESValidationErrors(id))));
      fields.add(list("warnings", values(simple.getAdESValidationWarnings(id))));
      fields.add(list("timestamps", timestamps(simple, id)));
      fields.add(field("structure", structure(reports.getDiagnosticData(), id)));
    }
    return object(fields);
  }

  /** Whether the document keeps the schema of its format, where DSS looks at one (XAdES). */
  private static String structure(DiagnosticData data, String id) {
    return data.getSignatureById(id).isStructuralValidationValid() ? "valid" : "invalid";
  }

  private static String instant(Date date) {
    return date == null ? null : date.toInstant().toString();
  }

  private static String object(List<String> fields) {
    return "{" + String.join(",", fields) + "}";
  }

  private static String field(String name, Object value) {
    return quoted(name) + ":" + (value == null ? "null" : quoted(value.toString()));
  }

  private static String list(String name, List<String> values) {
    return quoted(name)
        + values.stream().map(Judge::quoted).collect(Collectors.joining(",", ":[", "]"));
  }

  private static List<String> values(List<Message> messages) {
    return messages.stream().map(Message::getValue).toList();
  }

  /** The indication of each timestamp in order, with its sub-indication where it has one. */
  private static List<String> timestamps(SimpleReport simple, String id) {
    return simple.getSignatureTimestamps(id).stream()
        .map(
            one ->
                one.getSubIndication() == null
                    ? one.getIndication().toString()
                    : one.getIndication() + " " + one.getSubIndication())
        .toList();
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char one : text.toCharArray()) {
      if (one < ' ' || one == '"' || one == '\\') {
        out.append(String.format("\\u%04x", (int) one));
      } else {
        out.append(one);
      }
    }
    return out.append('"').toString();
  }
}
