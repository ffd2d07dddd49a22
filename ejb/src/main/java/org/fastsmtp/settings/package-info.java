/**
 * Every setting: its name, type, default and text, and where its value comes from. Plain Java, shared with the command line; knows
 * nothing of what the settings are for, so no feature may be imported here.
 */
package org.fastsmtp.settings;
