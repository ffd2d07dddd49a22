package org.fastsmtp.authentication;

/**
 * What counts as a signature.
 *
 * @param signatures how many of one mail are verified
 * @param bits the shortest RSA key
 * @param sha1 whether rsa-sha1 is accepted
 */
record DkimPolicy(int signatures, int bits, boolean sha1) {
    /** RFC 8301 sections 3.1 and 3.2: no SHA-1, no key below 1024 bits. */
    static DkimPolicy rfc8301(int signatures) {
        return new DkimPolicy(signatures, 1024, false);
    }
}
