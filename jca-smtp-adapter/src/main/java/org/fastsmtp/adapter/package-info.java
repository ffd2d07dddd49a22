/**
 * The JCA side: a resource adapter that opens the listener when an endpoint is activated and hands each mail over inside the endpoint's
 * transaction. Decides when 250 may be said. Knows no SMTP verb and no application.
 */
package org.fastsmtp.adapter;
