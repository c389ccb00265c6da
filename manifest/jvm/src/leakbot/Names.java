package leakbot;

/** Class names as people write them, without what differs from one process to the next. */
final class Names {
    private Names() {}

    /** {@code [Ljava/util/HashMap$Node;} is {@code java.util.HashMap$Node[]}. */
    static String of(String internal) {
        int dimensions = 0;
        while (dimensions < internal.length() && internal.charAt(dimensions) == '[') dimensions++;
        String element = internal.substring(dimensions);
        if (dimensions > 0) element = element.length() == 1 ? primitive(element.charAt(0)) : element.replaceAll("^L|;$", "");
        return element.replaceAll("[/+.]0x[0-9a-f]+([./]\\d+)?$", "")
                        .replaceAll("(\\$\\$Lambda)\\$\\d+", "$1")
                        .replaceAll("(^|/)Script\\d+(?=$|\\$)", "$1Script#")
                        .replaceAll("(\\$Proxy|Generated(?:Method|Constructor)Accessor)\\d+", "$1")
                        .replace('/', '.')
                + "[]".repeat(dimensions);
    }

    /** A recording names no files: the outermost class gives its own to it. */
    static String fileOf(String name) {
        String outermost = simple(name).replaceAll("(?!^)\\$.*$", "");
        return outermost.endsWith("Kt") && outermost.length() > 2
                ? outermost.substring(0, outermost.length() - 2) + ".kt"
                : outermost + ".java";
    }

    static String simple(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String primitive(char code) {
        switch (code) {
            case 'B':
                return "byte";
            case 'C':
                return "char";
            case 'D':
                return "double";
            case 'F':
                return "float";
            case 'I':
                return "int";
            case 'J':
                return "long";
            case 'S':
                return "short";
            default:
                return "boolean";
        }
    }
}
