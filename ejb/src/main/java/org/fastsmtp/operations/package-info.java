/**
 * The running server: its start, the objects that every feature shares (settings, clock, database), facts about health. Features do not
 * import from here; they get what they need injected.
 */
package org.fastsmtp.operations;
