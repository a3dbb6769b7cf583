# SPDX-License-Identifier: Apache-2.0

# reprise_available: all headers that can be used on this machine, but those for services.
# reprise_development: the same with our warnings: what tests, examples and benchmarks link.
# reprise_services: the headers for services as well, if REPRISE_BUILD_SERVICE_TESTS is on: only a few programs need
#     their client libraries, and linking them takes long.
add_library(reprise_services INTERFACE)
add_library(reprise_available INTERFACE)
add_library(reprise_development INTERFACE)
target_link_libraries(reprise_development INTERFACE reprise_available reprise_warnings)
target_link_libraries(reprise_services INTERFACE reprise_development)

set(reprise_available_headers "")
set(reprise_available_prefixes "")
set(reprise_unavailable "")
foreach(target IN LISTS reprise_targets)
    get_target_property(available ${target} REPRISE_AVAILABLE)
    get_target_property(headers ${target} REPRISE_HEADERS)
    get_target_property(service ${target} REPRISE_SERVICE)
    if(service AND available)
        target_link_libraries(reprise_services INTERFACE ${target})
    elseif(available)
        target_link_libraries(reprise_available INTERFACE ${target})
        list(APPEND reprise_available_headers ${headers})
        get_target_property(prefixes ${target} REPRISE_INCLUDES)
        list(APPEND reprise_available_prefixes ${prefixes})
    else()
        get_target_property(prefixes ${target} REPRISE_INCLUDES)
        list(APPEND reprise_unavailable ${headers} ${prefixes})
    endif()
endforeach()
# Boost's headers are there for one library although another one needs more than them.
list(REMOVE_ITEM reprise_unavailable ${reprise_available_prefixes})
list(JOIN reprise_unavailable "|" reprise_unavailable)

# reprise_drop_unavailable(<list>)
#
# Takes those files out of the list of sources which include a header that cannot be used on this machine.
function(reprise_drop_unavailable variable)
    if(NOT reprise_unavailable)
        return()
    endif()
    set(kept ${${variable}})
    foreach(source IN LISTS ${variable})
        file(STRINGS ${source} hits REGEX "^#include <(${reprise_unavailable})")
        if(hits)
            list(REMOVE_ITEM kept ${source})
            cmake_path(RELATIVE_PATH source BASE_DIRECTORY ${PROJECT_SOURCE_DIR})
            message(STATUS "Reprise: ${source} is left out, the library it needs was not found")
        endif()
    endforeach()
    set(${variable} ${kept} PARENT_SCOPE)
endfunction()

# reprise_keep_threaded(<list>)
#
# ThreadSanitizer has nothing to say about a program of one thread, so there only those files stay in the list of sources
# which start threads, or run on several.
function(reprise_keep_threaded variable)
    if(NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize=thread")
        return()
    endif()
    set(kept "")
    foreach(source IN LISTS ${variable})
        file(STRINGS ${source} hits REGEX "std::j?thread|std::async[^_a-z]|thread_pool|use_future")
        if(hits)
            list(APPEND kept ${source})
        endif()
    endforeach()
    set(${variable} ${kept} PARENT_SCOPE)
endfunction()
