package org.fastsmtp.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NeedlesTest {
    @Test
    void finds_what_a_search_one_by_one_finds() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            int letters = 1 + random.nextInt(3);
            Needles.Builder builder = new Needles.Builder();
            List<String> needles = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(60); i++) {
                String needle = text(random, letters, random.nextInt(7));
                needles.add(needle);
                builder.add(needle);
            }
            List<String> texts =
                    List.of(text(random, letters, random.nextInt(40)), text(random, letters, random.nextInt(40)));

            int[] found = builder.build().find(texts);

            for (String needle : needles) {
                int expected = texts.get(0).contains(needle) ? 0 : texts.get(1).contains(needle) ? 1 : -1;
                assertThat(found[builder.add(needle)])
                        .as(needle + " in " + texts)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void equal_needles_share_a_number() {
        Needles.Builder builder = new Needles.Builder();

        assertThat(builder.add("a")).isEqualTo(builder.add("a")).isNotEqualTo(builder.add("b"));
    }

    private static String text(Random random, int letters, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ((random.nextBoolean() ? 'a' : 'α') + random.nextInt(letters)));
        }
        return text.toString();
    }
}
