/**
 * What nodes that share a database agree on: who lives, and whose turn it is (table {@code leases}). Knows no feature; what a lease is for
 * stands with whoever takes it.
 */
package org.fastsmtp.cluster;
