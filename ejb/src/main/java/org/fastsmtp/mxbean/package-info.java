/** How an MXBean tells what it is: descriptions and units beside its attributes and operations. Holds no bean of its own. */
package org.fastsmtp.mxbean;
