/**
 * A receiver of webhooks on this machine: prints what comes and checks its signature, to try a recipient out or to see what a webhook looks like.
 * No part of the server.
 */
package org.fastsmtp.cli.listen;
