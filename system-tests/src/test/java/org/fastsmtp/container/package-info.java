/**
 * Inside the server, beside the application: what only the container can show. One deployment for all. Nothing of the application is
 * imported here either.
 */
package org.fastsmtp.container;
