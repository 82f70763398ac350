# A recipe for Conan 2: conan create .github/packaging
# Headers only: one package for all compilers and settings. with_tensor adds what formulas over axes need.
import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.files import copy, load


class TapelessConan(ConanFile):
    name = "tapeless"
    description = "Symbolic differentiation by the C++ compiler: formulas as types, no tape"
    license = "BSL-1.0"
    topics = ("automatic-differentiation", "symbolic", "header-only", "cpp20")
    package_type = "header-library"
    settings = "os", "compiler", "build_type", "arch"
    options = {"with_tensor": [True, False]}
    default_options = {"with_tensor": True}
    no_copy_source = True

    @property
    def _root(self):
        return os.path.join(self.recipe_folder, "..", "..")

    def set_version(self):
        header = load(self, os.path.join(self._root, "include", "tapeless", "version.hpp"))
        number = int(re.search(r"#define TAPELESS_VERSION (\d+)", header).group(1))
        self.version = f"{number // 10000}.{number // 100 % 100}.{number % 100}"

    def export_sources(self):
        copy(self, "*.hpp", os.path.join(self._root, "include"), os.path.join(self.export_sources_folder, "include"))
        copy(self, "LICENSE", self._root, self.export_sources_folder)

    def requirements(self):
        self.requires("boost/[>=1.74]", options={"header_only": True})
        if self.options.with_tensor:
            self.requires("eigen/[>=3.4]")
            self.requires("xsimd/[>=8 <9]")

    def validate(self):
        check_min_cppstd(self, 20)

    def package(self):
        copy(self, "*.hpp", os.path.join(self.source_folder, "include"), os.path.join(self.package_folder, "include"))
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))

    def package_id(self):
        self.info.clear()

    def package_info(self):
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
