# SPDX-License-Identifier: Apache-2.0

# More warnings than the library is written with: none of them may come out of its headers.
enable_testing()
add_executable(consume ${CMAKE_CURRENT_LIST_DIR}/main.cpp)
target_compile_options(consume PRIVATE
    -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast -Wuseless-cast -Weffc++ -Werror)
if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
    target_compile_options(consume PRIVATE -Wno-unknown-warning-option)
endif()
target_link_libraries(consume PRIVATE reprise::reprise)
add_test(NAME consume COMMAND consume)
