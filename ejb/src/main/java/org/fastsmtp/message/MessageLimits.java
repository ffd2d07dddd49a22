package org.fastsmtp.message;

/**
 * How much of a mail is taken apart. What lies beyond a bound is not lost: it arrives as one attachment that holds the rest as it came.
 *
 * @param maxDepth levels of multiparts inside each other
 * @param maxParts parts in all
 * @param maxHeaders header fields of the message that are kept one by one
 * @param maxHeaderOctets octets of the message's header fields that are kept one by one
 * @param memoryThreshold a content of at most so many octets is read into memory once; a larger one is read again where it is needed
 */
public record MessageLimits(int maxDepth, int maxParts, int maxHeaders, int maxHeaderOctets, int memoryThreshold) {
    public static final MessageLimits DEFAULT = new MessageLimits(32, 1000, 1000, 512 * 1024, 256 * 1024);

    public MessageLimits {
        if (maxDepth < 1 || maxParts < 1 || maxHeaders < 1 || maxHeaderOctets < 1 || memoryThreshold < 0) {
            throw new IllegalArgumentException("a limit of a message must be positive");
        }
    }
}
