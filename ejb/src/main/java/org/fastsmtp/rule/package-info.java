/**
 * Rules: what a domain wants done with a mail, by what the mail says (CONTRACT section 4). Rules are checked when they are written, compiled
 * once for each change, evaluated in linear time and explained afterwards.
 *
 * <p>Not here: how a mail is parsed (the intake gives {@link org.fastsmtp.rule.Facts}), what happens to a delivery after the
 * {@link org.fastsmtp.rule.Decision}, HTTP.
 */
package org.fastsmtp.rule;
