// SPDX-License-Identifier: Apache-2.0

#include <reprise/graph/checkpoint_namespace.hpp>

#include <gtest/gtest.h>

#include <sstream>
#include <stdexcept>
#include <string>

namespace {

using reprise::graph::checkpoint_namespace;

std::string recast(char const* text) { return checkpoint_namespace::parse(text).recast().text(); }
std::string parent(char const* text) { return checkpoint_namespace::parse(text).parent().text(); }

// the table of namespaces, row by row

TEST(parity_namespace, root) {
    EXPECT_EQ(recast(""), "");
    EXPECT_EQ(parent(""), "");
}

TEST(parity_namespace, one_level) {
    EXPECT_EQ(recast("n"), "n");
    EXPECT_EQ(recast("n:1"), "n");
    EXPECT_EQ(parent("n"), "");
    EXPECT_EQ(parent("n:1"), "");
}

TEST(parity_namespace, two_levels) {
    EXPECT_EQ(recast("a:1|b:2"), "a|b");
    EXPECT_EQ(parent("a:1|b:2"), "a:1");
}

TEST(parity_namespace, a_number_between_levels) {
    EXPECT_EQ(recast("a:1|1|b:2"), "a|b");
    EXPECT_EQ(parent("a:1|1|b:2"), "a:1");
}

TEST(parity_namespace, a_number_between_levels_and_one_at_the_end) {
    EXPECT_EQ(recast("a:1|1|b:2|7"), "a|b");
    EXPECT_EQ(parent("a:1|1|b:2|7"), "a:1");
}

TEST(parity_namespace, three_levels_with_numbers) {
    EXPECT_EQ(recast("parent:1|1|child:1|1|node:1"), "parent|child|node");
    EXPECT_EQ(parent("parent:1|1|child:1|1|node:1"), "parent:1|1|child:1");
    EXPECT_EQ(recast("parent:1|1|child:1|1|node:1|1"), "parent|child|node");
    EXPECT_EQ(parent("parent:1|1|child:1|1|node:1|1"), "parent:1|1|child:1");
}

TEST(parity_namespace, a_number_alone) {
    EXPECT_EQ(recast("7"), "");
    EXPECT_EQ(parent("7"), "");
}

TEST(parity_namespace, a_node_whose_name_is_a_number) {
    EXPECT_EQ(recast("a:1|7:9"), "a|7");
    EXPECT_EQ(parent("a:1|7:9"), "a:1");
}

TEST(parity_namespace, a_superscript_is_a_number) {
    EXPECT_EQ(recast("a:1|\u00b2|b:2"), "a|b");
    EXPECT_EQ(parent("a:1|\u00b2|b:2"), "a:1");
}

TEST(parity_checkpoint_ns_for_parent_command, seven_vectors) {
    EXPECT_EQ(parent(""), "");
    EXPECT_EQ(parent("node:1"), "");
    EXPECT_EQ(parent("node:1|child:2"), "node:1");
    EXPECT_EQ(parent("node:1|1|child:2"), "node:1");
    EXPECT_EQ(parent("node:1|1|child:2|1"), "node:1");
    EXPECT_EQ(parent("parent:1|1|child:1|1|node:1"), "parent:1|1|child:1");
    EXPECT_EQ(parent("parent:1|1|child:1|1|node:1|1"), "parent:1|1|child:1");
}

// and what is odd

TEST(checkpoint_namespace, takes_levels_of_any_length_for_what_they_are) {
    std::string const digits(1000, '9');
    EXPECT_EQ(recast(("a:1|" + digits + "|b:2").c_str()), "a|b");
    EXPECT_EQ(parent(("a:1|" + digits + "|b:2|" + digits).c_str()), "a:1");
    EXPECT_EQ(recast((digits + "x").c_str()), digits + "x") << "no number";
    EXPECT_EQ(parent("1|2|3"), "") << "nothing but numbers";
    EXPECT_EQ(recast("1|2|3"), "");
}

TEST(checkpoint_namespace, takes_an_id_that_is_empty_or_has_colons) {
    EXPECT_EQ(recast("a:|b:1:2"), "a|b");
    EXPECT_EQ(parent("a:|b:1:2"), "a:");
    EXPECT_EQ(checkpoint_namespace{}.child("b", "1:2").text(), "b:1:2");
}

TEST(checkpoint_namespace, is_printed_as_it_was_read) {
    std::ostringstream out;
    out << checkpoint_namespace::parse("a:1|1|b:2");
    EXPECT_EQ(out.str(), "a:1|1|b:2");
    EXPECT_LT(checkpoint_namespace::parse("a"), checkpoint_namespace::parse("a|b"));
}

// and what is built from them

TEST(checkpoint_namespace, is_built_level_by_level) {
    auto const host = checkpoint_namespace{}.child("a", "1");
    EXPECT_EQ(host.text(), "a:1");
    EXPECT_EQ(host.subgraph(0).child("b", "2").text(), "a:1|b:2");
    EXPECT_EQ(host.subgraph(1).child("b", "2").text(), "a:1|1|b:2");
    EXPECT_EQ(checkpoint_namespace{}.child("a").text(), "a");
    EXPECT_TRUE(checkpoint_namespace{}.is_root());
}

TEST(checkpoint_namespace, refuses_what_has_a_level_without_a_name) {
    for (auto const* const text : {"|", "a||b", "a|", "|a", ":1", "a:1|:2"})
        EXPECT_THROW((void)checkpoint_namespace::parse(text), std::invalid_argument) << text;
    try {
        (void)checkpoint_namespace::parse("a||b");
        FAIL();
    } catch (std::invalid_argument const& error) {
        EXPECT_STREQ(
            error.what(),
            "checkpoint namespace: every level needs a name, as in 'node:id|child:id', got 'a||b'");
    }
}

TEST(checkpoint_namespace, refuses_a_name_with_a_separator) {
    EXPECT_THROW((void)checkpoint_namespace{}.child("a|b"), std::invalid_argument);
    EXPECT_THROW((void)checkpoint_namespace{}.child("a:b"), std::invalid_argument);
    EXPECT_THROW((void)checkpoint_namespace{}.child(""), std::invalid_argument);
    EXPECT_THROW((void)checkpoint_namespace{}.child("a", "1|2"), std::invalid_argument);
}

}  // namespace
