/** Events as the lines and objects that SIEMs read. Pure and total: no input may throw. */
package org.m365siem.format;
