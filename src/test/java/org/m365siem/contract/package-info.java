/** What every sink must do, proved by conservation: numbered events, a real receiver, faults, and nothing missing at the end. */
package org.m365siem.contract;
