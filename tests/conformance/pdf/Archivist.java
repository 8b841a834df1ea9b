import java.io.File;
import java.io.FileInputStream;
import java.io.InputStream;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Says of each file of a command, one to a line, which rules of ISO 19005-3 level A it breaks. */
public final class Archivist {
  private Archivist() {}

  public static void main(String[] files) throws Exception {
    Logger.getLogger("").setLevel(Level.OFF);
    VeraGreenfieldFoundryProvider.initialise();
    for (String file : files) {
      System.out.println(new File(file).getName() + "\t" + judged(file));
    }
  }

  private static String judged(String file) throws Exception {
    PDFAFlavour flavour = PDFAFlavour.PDFA_3_A;
    try (InputStream octets = new FileInputStream(file);
        PDFAParser parser = Foundries.defaultInstance().createParser(octets, flavour);
        PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
      ValidationResult result = validator.validate(parser);
      TreeSet<String> broken = new TreeSet<>();
      for (TestAssertion one : result.getTestAssertions()) {
        if (one.getStatus() == TestAssertion.Status.FAILED) {
          broken.add(one.getRuleId().getClause() + "-" + one.getRuleId().getTestNumber());
        }
      }
      return result.isCompliant() ? "compliant" : String.join(" ", broken);
    }
  }
}
