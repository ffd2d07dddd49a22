/**
 * One HTTP call to a webhook: what its body is (payload), which addresses may be called, how it is signed, and the client that makes it.
 * When and how often a call is made, and what follows from its answer, belongs to {@code delivery}; no row, queue or rule is known here.
 */
package org.fastsmtp.webhook;
