package org.fastsmtp.retention;

import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import javax.sql.DataSource;

/**
 * The data source of this node's batch repository. It is an embedded one and not the application's: WildFly makes the repository's tables
 * when it starts, and without them deploys nothing, so that a database that is away would keep the node from receiving mail (finding 27).
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class JobRepository {
    @Resource(lookup = "java:jboss/datasources/FastSMTPJobs")
    private DataSource dataSource;

    @Produces
    @Dependent
    public JobHistory history() {
        return new JobHistory(dataSource);
    }
}
