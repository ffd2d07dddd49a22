/**
 * Who sent a mail: SPF, DKIM, DMARC and ARC as one {@link org.fastsmtp.authentication.Verdicts}, and the DNS resolver they ask. Works on octets
 * as they arrived, never on a parsed message. Knows no domain of ours, no rule, no queue and no row; whether a verdict refuses a mail is
 * decided elsewhere. Header fields that claim a verdict (Authentication-Results and the like) are never believed here.
 */
package org.fastsmtp.authentication;
