package org.fastsmtp.rule;

/** All texts that the rules of one domain look for in one field, found together. */
final class Search implements Scan {
    private final Field field;
    private final boolean caseSensitive;
    private final Needles.Builder collected = new Needles.Builder();
    private Needles needles;

    Search(Field field, boolean caseSensitive) {
        this.field = field;
        this.caseSensitive = caseSensitive;
    }

    /** The number of the text, for {@link #first}. */
    int add(String text) {
        return collected.add(text);
    }

    /** After the last {@link #add}. */
    void build() {
        needles = collected.build();
    }

    /** The number of the first value that contains the text, or {@link Matcher#MISS}. */
    int first(int number, Evaluation mail) {
        return mail.found(this)[number];
    }

    boolean hasAny(int[] numbers, Evaluation mail) {
        int[] found = mail.found(this);
        for (int number : numbers) {
            if (found[number] != Matcher.MISS) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int[] in(Evaluation mail) {
        return needles.find(mail.values(field).of(caseSensitive));
    }
}
