/** Everything that touches Apache Camel: the spool as a component, adapters around pure beans, loading and swapping of routes. */
package org.m365siem.camel;
