/**
 * Who may do what: users, their keys, scopes, roles in domains, and the log of what they did. No HTTP here: {@code web} turns what is said
 * here into answers. Nothing of mail, rules or delivery belongs here.
 */
package org.fastsmtp.access;
