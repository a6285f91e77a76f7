"""Where pip and uv look, by their own files and variables."""

import os

from finops_gate.registries.access.pip_settings import indexes, uv_indexes
from finops_gate.registries.access.transport import bare, basic, origin


def test_the_protocols_default_stands_where_nothing_is_configured(tmp_path):
    found = indexes({"PIP_CONFIG_FILE": os.devnull, "HOME": str(tmp_path)})
    assert found.urls == ("",)
    assert found.access.secrets == {}


def test_files_then_variables_then_what_base_names(tmp_path):
    folder = tmp_path / ".config" / "pip"
    folder.mkdir(parents=True)
    (folder / "pip.conf").write_text(
        "[global]\nindex-url = https://ann:pw@one.example/simple\nextra-index-url = https://two.example/simple\n"
        "cert = ~/certs.pem\ntrusted-host = plain.example:8080\n"
    )
    found = indexes({"HOME": str(tmp_path)}, ("https://bob:x@base.example/simple",))
    assert [url for url in found.urls if "example" in url] == [
        "https://one.example/simple",
        "https://base.example/simple",
        "https://two.example/simple",
    ]
    assert found.access.secrets == {"https://one.example:443": "Basic YW5uOnB3"}
    assert found.access.trusted == ("plain.example",)
    assert found.access.certificates.endswith("certs.pem")
    over = indexes({"HOME": str(tmp_path), "PIP_INDEX_URL": "https://three.example/simple"})
    assert over.urls[0] == "https://three.example/simple"


def test_a_broken_file_counts_as_none(tmp_path):
    (tmp_path / "pip.conf").write_text("index-url\n[x")
    assert indexes({"HOME": str(tmp_path), "PIP_CONFIG_FILE": str(tmp_path / "pip.conf")}).urls[0] == ""


def test_uv_names_indexes_too(tmp_path):
    (tmp_path / "uv").mkdir()
    (tmp_path / "uv" / "uv.toml").write_text(
        '[[index]]\nurl = "https://b.example"\n[[index]]\nurl = "https://a.example"\ndefault = true\n'
        '[[index]]\nurl = "https://c.example"\nexplicit = true\n'
    )
    settings = {"XDG_CONFIG_HOME": str(tmp_path), "PIP_CONFIG_FILE": os.devnull}
    assert indexes(settings).urls == ("https://a.example", "https://b.example")
    settings["UV_DEFAULT_INDEX"] = "https://d.example"
    settings["UV_INDEX"] = "own=https://e.example"
    assert indexes(settings).urls == (
        "https://d.example",
        "https://a.example",
        "https://b.example",
        "https://e.example",
    )
    assert uv_indexes(b"[tool.uv]\nindex-url = 'https://x.example'\n") == ["https://x.example"]
    assert uv_indexes(b"[[") == uv_indexes(b"index = 3") == []


def test_netrc_holds_credentials_for_its_hosts(tmp_path):
    (tmp_path / "n").write_text("machine one.example login ann password pw\n")
    settings = {"PIP_CONFIG_FILE": os.devnull, "NETRC": str(tmp_path / "n"), "PIP_INDEX_URL": "https://one.example/s"}
    assert indexes(settings).access.secrets == {"https://one.example:443": "Basic YW5uOnB3"}
    (tmp_path / "n").write_text("machine\n")
    assert indexes(settings).access.secrets == {}


def test_addresses():
    assert origin("https://u:p@H.example/x") == "https://h.example:443"
    assert bare("https://u:p@h.example/x?y") == "https://h.example/x?y"
    assert basic("https://h.example") == ""
