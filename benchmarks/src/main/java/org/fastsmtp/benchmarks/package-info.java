/** Measures the assembled server under load, and what is hot in isolation. Nothing here is part of the product or of its tests. */
package org.fastsmtp.benchmarks;
