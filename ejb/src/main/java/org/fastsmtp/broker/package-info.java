/**
 * What the broker says about its queues, wherever it is: inside this server, or elsewhere for several servers. Knows no mail and no delivery; who
 * sends and receives does so himself.
 */
package org.fastsmtp.broker;
