package org.fastsmtp.retention;

import java.sql.SQLException;

/** Asked between two chunks of a long piece of work: whether to go on. May wait, and may keep a lease alive. */
@FunctionalInterface
public interface More {
    boolean goesOn() throws SQLException;
}
