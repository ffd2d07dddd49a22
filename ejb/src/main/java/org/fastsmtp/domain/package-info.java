/**
 * Domains and recipients: what is configured (rows, behind their services) and the routing table that the accept path reads from memory.
 * Says nothing about who may change them (access) and nothing about mail.
 */
package org.fastsmtp.domain;
