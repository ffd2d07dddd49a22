/**
 * The entry to Jakarta JSON Processing that costs nothing. No format of any feature belongs here.
 */
package org.fastsmtp.json;
