package org.m365siem.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CloudTest {
    @ParameterizedTest
    @CsvSource({
        "worldwide, https://manage.office.com, https://login.microsoftonline.com",
        "gcc, https://manage-gcc.office.com, https://login.microsoftonline.com",
        "gcc-high, https://manage.office365.us, https://login.microsoftonline.us",
        "dod, https://manage.protection.apps.mil, https://login.microsoftonline.us",
        "china, https://manage.office365.cn, https://login.chinacloudapi.cn"
    })
    void each_cloud_has_its_own_addresses(String word, String management, String authority) {
        Cloud cloud = Cloud.of("m365.cloud", word);
        assertThat(cloud.managementUrl()).isEqualTo(management);
        assertThat(cloud.managementScope()).isEqualTo(management + "/.default");
        assertThat(cloud.authorityUrl()).isEqualTo(authority);
    }

    @ParameterizedTest
    @EnumSource(Cloud.class)
    void the_word_of_a_cloud_is_read_back(Cloud cloud) {
        assertThat(Cloud.of("m365.cloud", cloud.word().toUpperCase())).isEqualTo(cloud);
    }

    @Test
    void nothing_set_means_worldwide() {
        assertThat(Cloud.of("m365.cloud", " ")).isEqualTo(Cloud.WORLDWIDE);
        assertThat(Cloud.of("m365.cloud", null)).isEqualTo(Cloud.WORLDWIDE);
    }

    @Test
    void an_unknown_cloud_is_refused_with_the_list() {
        assertThatThrownBy(() -> Cloud.of("m365.cloud", "germany"))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("gcc-high");
    }

    @Test
    void an_api_that_a_cloud_does_not_offer_has_no_address() {
        assertThat(Cloud.CHINA.defenderUrl()).isNull();
        assertThat(Cloud.CHINA.xdrScope()).isNull();
    }
}
