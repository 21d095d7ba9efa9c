"""Names for made-up people: lists of our own of ordinary, common names, by name culture. Nobody is meant.

A person's names are drawn apart, at random; names early in a list are commoner. Shares are made up, and add up to 1.
"""

from typing import NamedTuple


class Culture(NamedTuple):
    """Names that go together. older, younger: for people over and under 45; spaces separate, `_` stands for a space."""

    id: str
    share: float
    women_older: str
    women_younger: str
    men_older: str
    men_younger: str
    families: str


CULTURES = (
    Culture(
        "british",
        0.80,
        "Susan Margaret Patricia Christine Linda Julie Karen Jean Barbara Elizabeth Sandra Mary Janet Carol Helen Joan "
        "Deborah Anne Pauline Alison Gillian Dorothy Sheila Lesley Maureen Jacqueline Diane Tracey Wendy Hilary Brenda "
        "Doreen Marjorie Eileen Sylvia Beryl Rosemary Frances Kathleen Valerie",
        "Sarah Emma Laura Charlotte Rebecca Gemma Amy Jessica Sophie Chloe Emily Olivia Lauren Hannah Amelia Isla Ella "
        "Grace Lucy Katie Megan Freya Poppy Holly Zoe Danielle Stacey Kayleigh Bethany Abigail Eleanor Georgia Daisy "
        "Millie Natasha Rachel Victoria Kirsty Paige Harriet Imogen Rosie Leanne Naomi Florence Ivy Evie Matilda",
        "David John Peter Michael Robert Alan Paul Stephen Brian Kenneth Keith Colin Roger Graham Derek Ronald Anthony "
        "Geoffrey Malcolm Raymond Terence Philip Barry Trevor Roy Dennis Norman Gordon Leslie Martin Ian Kevin Nigel "
        "Gerald Clive Frank Donald Ernest Stanley Bernard",
        "James Thomas Daniel Jack Joshua Matthew Oliver Harry Christopher Adam Luke Ryan Liam George Benjamin Samuel "
        "Joseph Callum Connor Lewis Nathan Jordan Kyle Alexander William Noah Archie Alfie Charlie Jake Lee Craig Dean "
        "Andrew Mark Scott Jamie Aaron Ashley Kieran Theo Freddie Arthur Leo Rhys Owen Toby Max",
        "Smith Jones Taylor Williams Brown Davies Evans Wilson Thomas Roberts Johnson Lewis Walker Robinson Wood "
        "Thompson White Watson Jackson Wright Green Harris Cooper King Lee Martin Clarke James Morgan Hughes Edwards "
        "Hill Moore Clark Harrison Scott Young Morris Hall Ward Turner Carter Phillips Mitchell Adams Campbell "
        "Anderson Allen Cook Bailey Parker Miller Davis Murphy Price Bell Baker Griffiths Kelly Simpson Marshall "
        "Collins Bennett Cox Richardson Fox Gray Rose Chapman Hunt Robertson Shaw Reynolds Lloyd Ellis Richards "
        "Russell Wilkinson Graham Stewart Reid Murray Powell Palmer Holmes Rogers Stevens Walsh Hunter Thomson "
        "Matthews Ross Owen Mason Knight Kennedy Butler Saunders Cole Pearce Dean Foster Harvey Hudson Gibson Mills "
        "Berry Barnes Pearson Kaye Fletcher Dixon Barker Booth Naylor Ogden Whittaker Greenwood Hartley Ashworth "
        "Kershaw Schofield Crossley Holt Haigh Sykes Dyson Armitage Firth Lomas Platt Buckley Hulme",
    ),
    Culture(
        "pakistani_bangladeshi",
        0.06,
        "Shamim Nasreen Fatima Parveen Rukhsana Shahida Zahida Khadija Naseem Yasmin Razia Saira Tahira Rehana Sultana",
        "Aisha Fatima Maryam Zainab Sana Hira Amina Khadija Noor Iqra Saima Nadia Safa Hafsa Zara Laiba Sumaiya Tasnim",
        "Mohammed Abdul Muhammad Ghulam Tariq Khalid Javed Iqbal Rashid Nazir Shabir Liaqat Arshad Pervez Saleem",
        "Mohammed Muhammad Ali Hassan Usman Bilal Ibrahim Hamza Yusuf Ahmed Imran Omar Zain Adil Faisal Tahmid Rayyan",
        "Khan Ahmed Hussain Ali Begum Akhtar Malik Iqbal Mahmood Shah Rahman Miah Islam Uddin Chowdhury Butt Mirza "
        "Qureshi Sheikh Bibi Aslam Rashid Bashir Hassan Choudhry Siddiqui",
    ),
    Culture(
        "indian",
        0.04,
        "Kamla Pushpa Usha Manjula Shanta Savita Hansa Surinder Kanta Nirmala Sudha Gurdev Ranjit Daksha Lata",
        "Priya Anjali Pooja Neha Kavita Simran Riya Ananya Jasmin Harpreet Nisha Meera Diya Isha Kiran Aditi Manpreet",
        "Ramesh Suresh Mohan Harbhajan Vinod Ashok Balbir Jagdish Kishor Mahendra Dilip Gurmit Naresh Prakash Rajesh",
        "Rahul Amit Arjun Sanjay Vikram Rohan Karan Aarav Jasdeep Harjit Nikhil Akash Dev Kunal Ravi Gurpreet Ishaan",
        "Patel Singh Kaur Shah Sharma Gill Mistry Desai Gupta Chauhan Parmar Mehta Sandhu Dhillon Joshi Rao Nair "
        "Kumar Sidhu Solanki Varma Iyer Reddy Grewal Lad",
    ),
    Culture(
        "east_european",
        0.045,
        "Danuta Krystyna Barbara Ewa Halina Elzbieta Irena Jolanta Teresa Bozena Malgorzata Svetlana Elena Daiva Maria",
        "Agnieszka Katarzyna Magdalena Monika Julia Zuzanna Natalia Maja Oliwia Ioana Andreea Alexandra Gabija Ana",
        "Andrzej Jerzy Stanislaw Zbigniew Marek Krzysztof Jan Tadeusz Ryszard Henryk Janusz Ion Vasile Jonas Petr",
        "Piotr Tomasz Pawel Mateusz Jakub Szymon Filip Kacper Marcin Lukasz Andrei Alexandru Mihai Tomas Ivan Bartosz",
        "Nowak Kowalski Wisniewski Wojcik Kaminski Lewandowski Zielinski Szymanski Wozniak Dabrowski Mazur Krawczyk "
        "Popa Popescu Ionescu Radu Kazlauskas Petrov Ivanov Horvat Novak Kovacs Zajac Krol Pawlak Sikora Duda Baran",
    ),
    Culture(
        "african",
        0.03,
        "Grace Comfort Mercy Florence Victoria Esther Abena Ngozi Folake Hawa Halima Beatrice Rose Agnes Charity",
        "Blessing Chioma Amara Adaeze Ama Fatou Zuri Precious Temi Ayaan Hodan Ifeoma Nana Efua Joy Wanjiru Sade",
        "Emmanuel Joseph Kwame Samuel Chukwu Kofi Abdi Yusuf Peter Sunday Moses Ibrahim Kwabena Festus Augustine",
        "Chidi Tunde Kwesi Emeka Daniel Abdullahi David Femi Kelechi Obinna Elijah Tobi Malik Yaw Segun Mahad Isaac",
        "Mensah Okafor Adeyemi Osei Abdi Owusu Okeke Boateng Mohamed Appiah Asante Eze Bello Nwosu Adebayo Ali Hassan "
        "Kamara Sesay Ncube Moyo Mwangi Banda Phiri Okoro Balogun Addo Agyemang",
    ),
    Culture(
        "chinese",
        0.015,
        "Mei Ling Siu Wai Yuk Lan Suk Fong Kit Xiu Hua Yee Kam Chun Lai",
        "Jing Xin Yan Li Yi Jia Hui Ying Wen Cheuk Hoi Tsz Min Yu Qing",
        "Wing Kwok Chi Man Kam Ming Chun Wai Tak Guo Jian Shing Hon Kin Yiu",
        "Wei Jun Hao Ming Kai Lok Chun Yat Long Tian Yang Ho Zhi Rui Feng",
        "Wong Chan Li Chen Zhang Wang Liu Cheung Ho Lam Leung Ng Yang Huang Lau Tang Cheng Lin Zhao Wu Yip Chow Tsang",
    ),
    Culture(
        "caribbean",
        0.01,
        "Gloria Hyacinth Merlene Daphne Norma Veronica Ionie Sonia Lorna Marcia Carmen Beverley Cynthia Joyce Yvonne",
        "Shanice Keisha Aaliyah Jade Tiana Kayla Renee Monique Simone Tia Amelle Shereen Jada Naomi Leah",
        "Winston Leroy Desmond Carlton Neville Delroy Errol Clifton Vincent Lloyd Egbert Cecil Trevor Courtney",
        "Jermaine Tyrone Marcus Andre Kieron Jayden Tyrell Darnell Reece Isaiah Leon Curtis Nathaniel Dwayne Marlon",
        "Campbell Brown Williams Francis Johnson Clarke Gordon Morgan Bailey Grant Reid Henry Stewart Lewis Thompson "
        "Wright Samuels Charles Joseph Barrett Blake Palmer Powell Daley",
    ),
)  # fmt: skip

# Rarer family names of the largest group are put together from two parts, as many such names were.
FAMILY_STARTS = (
    "Ash Barn Birk Black Brad Brack Cald Carl Clay Cop Crow Dal Elm Fair Fern Gar Grim Hal Hather Hazel Hollin Kirk "
    "Lang Lind Marl Mel Nether Oak Over Pem Rad Red Ribble Rush Sed Shep Stan Thorn Wal West Whit Win Wool"
)
FAMILY_ENDS = "ley ton well worth field ham by shaw ford combe wick stead more bourne dale thwaite"

# Short forms that agencies write instead of the name on the birth certificate.
NICKNAMES = {
    "Susan": "Sue", "Margaret": "Maggie", "Patricia": "Pat", "Christine": "Chris", "Deborah": "Debbie",
    "Elizabeth": "Liz", "Barbara": "Babs", "Jacqueline": "Jackie", "Katie": "Kate", "Victoria": "Vicky",
    "Rebecca": "Becky", "Jessica": "Jess", "Charlotte": "Charlie", "Abigail": "Abi", "Natasha": "Tash",
    "Danielle": "Dani", "Eleanor": "Ellie", "Georgia": "Georgie", "Matilda": "Tilly", "Amelia": "Millie",
    "Olivia": "Liv", "Megan": "Meg", "Lucy": "Lu", "Kathleen": "Kath", "Valerie": "Val", "Pauline": "Paula",
    "Gillian": "Gill", "Dorothy": "Dot", "Frances": "Fran", "Bethany": "Beth", "Imogen": "Immy",
    "David": "Dave", "Peter": "Pete", "Michael": "Mick", "Robert": "Bob", "Stephen": "Steve", "Kenneth": "Ken",
    "Ronald": "Ron", "Anthony": "Tony", "Geoffrey": "Geoff", "Raymond": "Ray", "Terence": "Terry", "Philip": "Phil",
    "Leslie": "Les", "Gerald": "Gerry", "James": "Jim", "Thomas": "Tom", "Daniel": "Dan", "Joshua": "Josh",
    "Matthew": "Matt", "Oliver": "Ollie", "Christopher": "Chris", "Benjamin": "Ben", "Samuel": "Sam",
    "Joseph": "Joe", "Alexander": "Alex", "William": "Bill", "Andrew": "Andy", "Nathan": "Nate", "Charlie": "Charles",
    "Jack": "Jacky", "Lewis": "Lew", "Freddie": "Fred", "Theo": "Theodore", "Mohammed": "Mo", "Muhammad": "Mo",
    "Katarzyna": "Kasia", "Agnieszka": "Aga", "Magdalena": "Magda", "Malgorzata": "Gosia", "Krzysztof": "Krzys",
    "Tomasz": "Tomek", "Piotr": "Piotrek", "Emmanuel": "Manny", "Surinder": "Sunny", "Rajesh": "Raj",
    "Gurpreet": "Gurp", "Ibrahim": "Ibby", "Sanjay": "San", "Nathaniel": "Nat", "Desmond": "Des", "Beverley": "Bev",
}  # fmt: skip

STREETS = (
    "Alder Amber Barley Beacon Bramble Brook Bracken Candle Chapel Cherry Clover Copper Coppice Cross Damson Dove "
    "Drover Elder Ember Fern Ferry Finch Garnet Gorse Granary Harrow Heron Holly Juniper Kestrel Lantern Larch Linnet "
    "Lock Mallow Maple Meadow Mill Orchard Otter Pear Plover Quarry Rowan Rush Saddler Sorrel Tanner Thistle Weaver"
)
STREET_KINDS = "Road Street Close Lane Avenue Court Way Terrace Grove Drive"
