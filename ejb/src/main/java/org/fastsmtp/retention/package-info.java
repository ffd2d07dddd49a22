/**
 * How long what is kept, and who takes it away: the Jakarta Batch jobs, their schedule, and what the batch repository remembers of them.
 * What is removed and when stands in plain classes ({@link org.fastsmtp.retention.Expired}, {@link org.fastsmtp.retention.Remains},
 * {@link org.fastsmtp.retention.ObjectRemoval}); the artefacts of Jakarta Batch only call them. Retention changes the state of no delivery:
 * what is not final stays, whatever its age. What the jobs {@code redrive} and {@code reconcile} do stands in {@code delivery}.
 */
package org.fastsmtp.retention;
