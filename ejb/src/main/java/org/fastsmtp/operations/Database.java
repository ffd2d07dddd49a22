package org.fastsmtp.operations;

import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import javax.sql.DataSource;

/** The one data source, for whoever injects a {@link DataSource}. An EJB, so that the deployment waits for the data source. */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class Database {
    @Resource(lookup = "java:jboss/datasources/FastSMTPDS")
    private DataSource dataSource;

    @Produces
    @Dependent
    public DataSource dataSource() {
        return dataSource;
    }
}
