package org.fastsmtp.web;

import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;
import java.sql.SQLException;
import org.fastsmtp.domain.Routing;

/**
 * Before a change is answered, this node's routing has it: whoever creates a recipient may send to it at once. Other nodes follow within
 * two seconds by themselves.
 */
@Provider
public class FreshRouting implements ContainerResponseFilter {
    private final Routing routing;

    public FreshRouting() {
        this(null);
    }

    @Inject
    public FreshRouting(Routing routing) {
        this.routing = routing;
    }

    @Override
    public void filter(ContainerRequestContext asked, ContainerResponseContext answer) {
        boolean isChange = !asked.getMethod().equals("GET") && answer.getStatus() / 100 == 2;
        if (isChange) {
            try {
                routing.refresh();
            } catch (SQLException e) {
                // The change is committed and the answer stands; the look of every second catches up.
                return;
            }
        }
    }
}
